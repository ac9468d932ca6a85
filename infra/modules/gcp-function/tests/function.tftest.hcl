mock_provider "google" {}

variables {
  project        = "p"
  project_number = "123"
  region         = "europe-west1"
  name           = "duchy-api"
  description    = "The Duchy's API"
  class          = "ApiFunction"
  source_archive = { bucket = "p-sources", name = "aureole.zip" }
  build_account  = "projects/p/serviceAccounts/build@p.iam.gserviceaccount.com"
  deployment     = { market = "m", duchy = { name = "duchies/worker1" } }
  invokers       = { peer = "serviceAccount:aureole-party@other.iam.gserviceaccount.com" }
}

run "it_is_told_its_own_url_as_audience" {
  assert {
    condition     = jsondecode(google_cloudfunctions2_function.function.service_config[0].environment_variables["AUREOLE_DEPLOYMENT"]).audience == output.url
    error_message = "tokens would be checked against another audience"
  }
  assert {
    condition     = output.url == "https://duchy-api-123.europe-west1.run.app"
    error_message = "the URL is not the one that Cloud Run gives"
  }
}

run "only_those_who_are_named_get_through" {
  assert {
    condition     = values(output.invokers) == ["serviceAccount:aureole-party@other.iam.gserviceaccount.com"]
    error_message = "somebody else gets through"
  }
}

run "everybody_gets_through_where_that_is_said" {
  variables {
    public = true
  }
  assert {
    condition     = contains(values(output.invokers), "allUsers")
    error_message = "consumers with foreign tokens would not reach the check in the code"
  }
}

run "it_runs_as_itself_and_costs_nothing_while_nothing_happens" {
  assert {
    condition     = google_cloudfunctions2_function.function.service_config[0].service_account_email == google_service_account.account.email
    error_message = "it runs as another account"
  }
  assert {
    condition     = google_cloudfunctions2_function.function.service_config[0].min_instance_count == 0
    error_message = "an instance is paid for while nothing happens"
  }
}
