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
  project = "example-worker1"
  market  = "example-market"
  name    = "duchies/worker1"
  role    = "WORKER"
  archive = "tests/archive.txt"
  image   = "europe-west1-docker.pkg.dev/example-worker1/aureole/job@sha256:0"
  operators = {
    bob = { issuer = "https://accounts.google.com", subject = "2" }
  }
  operator_members = { bob = "user:bob@worker1.example" }
  kingdom = {
    url            = "https://kingdom-api-1.europe-west1.run.app"
    pusher_subject = "3"
    pusher_member  = "serviceAccount:kingdom-push@example-kingdom.iam.gserviceaccount.com"
  }
  peers = {
    edp1 = "serviceAccount:aureole-party@example-edp1.iam.gserviceaccount.com"
  }
  alert_email = "oncall@worker1.example"
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
    error_message = "others than the inbox may tell of uploads"
  }
  assert {
    condition     = values(module.party.invokers["sweep"]) == ["serviceAccount:${module.party.schedule.email}"]
    error_message = "others than the schedule may sweep"
  }
  assert {
    condition     = toset(values(module.party.invokers["api"])) == toset(["user:bob@worker1.example", "serviceAccount:aureole-party@example-edp1.iam.gserviceaccount.com"])
    error_message = "others than peers and operators reach the API"
  }
}

run "what_is_destroyed_is_gone" {
  assert {
    condition     = module.internal.deletes_for_good && module.inbox.deletes_for_good && module.party.key_records.deletes_for_good
    error_message = "seeds, shares or keys could be had back"
  }
}

run "who_may_write_where" {
  assert {
    condition     = module.internal.grants == ["roles/storage.objectUser ${module.party.members["job"]}"]
    error_message = "others than the job reach its bucket"
  }
  assert {
    condition = toset(module.inbox.grants) == toset([
      "roles/storage.objectCreator serviceAccount:${google_service_account.uploads.email}",
      "${google_project_iam_custom_role.tends_inbox.id} ${module.party.members["api"]}",
      "${google_project_iam_custom_role.tends_inbox.id} ${module.party.members["storage"]}",
      "roles/storage.objectUser ${module.party.members["job"]}",
    ])
    error_message = "others than the account that signs uploads, and the job, write into the inbox"
  }
  assert {
    condition     = !contains(google_project_iam_custom_role.tends_inbox.permissions, "storage.objects.create")
    error_message = "functions that tend the inbox could write into it"
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
