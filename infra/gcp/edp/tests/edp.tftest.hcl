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
  project = "example-edp1"
  market  = "example-market"
  name    = "dataProviders/edp1"
  archive = "tests/archive.txt"
  image   = "europe-west1-docker.pkg.dev/example-edp1/aureole/job@sha256:0"
  operators = {
    bob = { issuer = "https://accounts.google.com", subject = "2" }
  }
  operator_members = { bob = "user:bob@edp1.example" }
  kingdom = {
    url            = "https://kingdom-api-1.europe-west1.run.app"
    pusher_subject = "3"
    pusher_member  = "serviceAccount:kingdom-push@example-kingdom.iam.gserviceaccount.com"
  }
  population  = "populations/p1"
  uploaders   = { pipeline = "serviceAccount:events@warehouse.iam.gserviceaccount.com" }
  alert_email = "oncall@edp1.example"
}

run "nobody_is_let_through_who_is_not_named" {
  assert {
    condition = length(setintersection(
      toset(flatten([for invokers in values(module.party.invokers) : values(invokers)])),
      toset(["allUsers", "allAuthenticatedUsers"]),
    )) == 0
    error_message = "a function is open to everybody"
  }
  assert {
    condition     = values(module.party.invokers["messages"]) == [var.kingdom.pusher_member]
    error_message = "others than the Kingdom may tell of its messages"
  }
  assert {
    condition     = values(module.party.invokers["storage"]) == ["serviceAccount:${module.party.push.email}"]
    error_message = "others than the bucket may tell of event files"
  }
  assert {
    condition     = values(module.party.invokers["sweep"]) == ["serviceAccount:${module.party.schedule.email}"]
    error_message = "others than the schedule may sweep"
  }
  assert {
    condition     = values(module.party.invokers["api"]) == ["user:bob@edp1.example"]
    error_message = "others than operators reach the API"
  }
}

run "what_is_destroyed_is_gone" {
  assert {
    condition     = module.internal.deletes_for_good && module.party.key_records.deletes_for_good
    error_message = "answers or keys could be had back"
  }
}

run "who_may_write_where" {
  assert {
    condition = toset(module.internal.grants) == toset([
      "roles/storage.objectUser ${module.party.members["job"]}",
      "${google_project_iam_custom_role.clears_objects.id} ${module.party.members["sweep"]}",
    ])
    error_message = "others than the job reach its bucket"
  }
  assert {
    condition     = google_project_iam_custom_role.clears_objects.permissions == toset(["storage.objects.list", "storage.objects.delete"])
    error_message = "the sweep could read answers"
  }
  assert {
    condition = toset(module.events.grants) == toset([
      "roles/storage.objectUser serviceAccount:events@warehouse.iam.gserviceaccount.com",
      "roles/storage.objectViewer ${module.party.members["job"]}",
      "${google_project_iam_custom_role.lists_objects.id} ${module.party.members["api"]}",
      "${google_project_iam_custom_role.lists_objects.id} ${module.party.members["sweep"]}",
    ])
    error_message = "others than the provider's own pipeline write event files, or others than the job read them"
  }
  assert {
    condition     = google_project_iam_custom_role.lists_objects.permissions == toset(["storage.objects.list"])
    error_message = "functions that list event files could read them"
  }
}

run "spans_are_sent_where_they_are_wanted" {
  variables {
    traces = true
  }
  assert {
    condition     = local.deployment.googleCloud.traces && module.party.trace_writers == toset(concat([for name in ["api", "messages", "storage", "sweep"] : module.party.members[name]], [module.party.members["job"]]))
    error_message = "a function or the job sends no spans, or may not"
  }
}

run "no_spans_are_sent_where_nobody_asked" {
  assert {
    condition     = !local.deployment.googleCloud.traces && length(module.party.trace_writers) == 0
    error_message = "spans are sent that nobody wants"
  }
}

run "a_population_provider_answers_directly" {
  command = plan
  variables {
    kind = "POPULATION_DATA_PROVIDER"
  }
  assert {
    condition     = local.deployment.dataProvider.policy.direct && !local.deployment.dataProvider.policy.honestMajorityShareShuffle && !local.deployment.dataProvider.policy.liquidLegionsV2
    error_message = "the Kingdom would not register it"
  }
}

run "an_event_data_provider_answers_by_every_protocol" {
  command = plan
  assert {
    condition     = local.deployment.dataProvider.policy.honestMajorityShareShuffle && local.deployment.dataProvider.policy.liquidLegionsV2
    error_message = "nobody could ask several"
  }
}
