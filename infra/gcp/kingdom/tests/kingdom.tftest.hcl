mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123" }
  }
  # Accounts differ by their addresses; the provider checks the form of their names.
  mock_resource "google_service_account" {
    defaults = { name = "projects/mock/serviceAccounts/account@mock.iam.gserviceaccount.com" }
  }
}

variables {
  project = "example-kingdom"
  market  = "example-market"
  archive = "tests/archive.txt"
  image   = "europe-west1-docker.pkg.dev/example-kingdom/aureole/job@sha256:0"
  operators = {
    alice = { issuer = "https://accounts.google.com", subject = "1" }
  }
  parties = {
    "duchies/worker1"    = { messages_url = "https://duchy-messages-1.europe-west1.run.app" }
    "dataProviders/edp1" = { messages_url = "https://edp-messages-2.europe-west1.run.app" }
  }
  alert_email = "oncall@market.example"
}

run "one_entry_is_public_and_it_is_the_api" {
  assert {
    condition     = values(module.api.invokers) == ["allUsers"]
    error_message = "consumers would not reach the API"
  }
  assert {
    condition     = !contains(values(module.sweep.invokers), "allUsers") && length(module.sweep.invokers) == 1
    error_message = "others than the schedule may sweep"
  }
}

run "each_party_has_its_topic_with_dead_letters" {
  assert {
    condition     = keys(module.topic) == ["dataProviders.edp1", "duchies.worker1"]
    error_message = "a party is told of nothing"
  }
  assert {
    condition = alltrue([
      for topic in values(module.topic) : strcontains(module.alerts.dead_letters_filter, topic.dead_subscription)
    ])
    error_message = "nobody is told of what a party does not take"
  }
}

run "a_consumer_with_a_webhook_is_told_at_its_url_with_a_token_for_it" {
  variables {
    webhooks = { "measurementConsumers/mc1" = "https://advertiser.example/aureole" }
  }
  assert {
    condition = (
      module.topic["measurementConsumers.mc1"].endpoint == "https://advertiser.example/aureole"
      && module.topic["measurementConsumers.mc1"].audience == "https://advertiser.example/aureole"
    )
    error_message = "a consumer is told elsewhere, or cannot tell who calls"
  }
  assert {
    condition     = module.topic["duchies.worker1"].endpoint == "https://duchy-messages-1.europe-west1.run.app/v1/messages:kingdom"
    error_message = "a party's messages go elsewhere"
  }
}

run "a_webhook_without_tls_is_refused" {
  command = plan
  variables {
    webhooks = { "measurementConsumers/mc1" = "http://advertiser.example/aureole" }
  }
  expect_failures = [var.webhooks]
}

run "a_webhook_of_another_party_is_refused" {
  command = plan
  variables {
    webhooks = { "duchies/worker1" = "https://advertiser.example/aureole" }
  }
  expect_failures = [var.webhooks]
}

run "a_party_of_another_name_is_refused" {
  command = plan
  variables {
    parties = { "worker1" = { messages_url = "https://duchy-messages-1.europe-west1.run.app" } }
  }
  expect_failures = [var.parties]
}

run "spans_are_sent_where_they_are_wanted" {
  variables {
    traces = true
  }
  assert {
    condition     = local.deployment.googleCloud.traces && module.traces[0].writers == toset([module.api.member, module.sweep.member])
    error_message = "a function sends no spans, or may not"
  }
}

run "no_spans_are_sent_where_nobody_asked" {
  assert {
    condition     = !local.deployment.googleCloud.traces && length(module.traces) == 0
    error_message = "spans are sent that nobody wants"
  }
}

run "what_has_ended_is_kept_for_ever" {
  command = plan
  assert {
    condition     = !contains(keys(local.deployment.kingdom), "retention")
    error_message = "Measurements are forgotten that nobody said should be"
  }
}

run "what_has_ended_is_kept_for_the_days_given" {
  command = plan
  variables {
    retention_days = 400
  }
  assert {
    condition     = local.deployment.kingdom.retention == "34560000s"
    error_message = "Measurements are kept for another time"
  }
}

run "less_than_a_week_is_refused" {
  command = plan
  variables {
    retention_days = 6
  }
  expect_failures = [var.retention_days]
}
