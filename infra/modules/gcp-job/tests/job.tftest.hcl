mock_provider "google" {}

variables {
  project    = "p"
  region     = "europe-west1"
  name       = "aureole"
  image      = "europe-west1-docker.pkg.dev/p/aureole/job@sha256:0"
  account    = "job@p.iam.gserviceaccount.com"
  deployment = { market = "m" }
  starters   = { messages = "serviceAccount:messages@p.iam.gserviceaccount.com" }
}

run "it_is_started_by_those_who_are_named_and_not_repeated_by_the_platform" {
  assert {
    condition     = google_cloud_run_v2_job.job.template[0].template[0].max_retries == 0
    error_message = "the platform would run a job again beside our own lease"
  }
  assert {
    condition     = google_cloud_run_v2_job_iam_member.starter["messages"].role == "roles/run.jobsExecutorWithOverrides"
    error_message = "a function may not start the job with its name"
  }
  assert {
    condition     = google_cloud_run_v2_job.job.deletion_protection
    error_message = "the job could be deleted by mistake"
  }
}
