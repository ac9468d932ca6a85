# What every party's project needs before anything else: the APIs, and the services' own accounts.

variable "project" {
  description = "The id of the party's Google Cloud project, which is for Aureole alone."
  type        = string
}

variable "services" {
  description = "APIs that are switched on beside those that every party uses."
  type        = list(string)
  default     = []
}

locals {
  services = toset(concat([
    "artifactregistry.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudkms.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "cloudtrace.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
  ], var.services))
}

resource "google_project_service" "service" {
  for_each           = local.services
  project            = var.project
  service            = each.key
  disable_on_destroy = false
}

data "google_project" "project" {
  project_id = var.project
}

data "google_storage_project_service_account" "storage" {
  project    = var.project
  depends_on = [google_project_service.service]
}

output "number" {
  description = "The project's number, which is part of the URLs of its functions."
  value       = data.google_project.project.number
  # Whoever needs it needs the APIs, too.
  depends_on = [google_project_service.service]
}

output "storage_account" {
  description = "As whom Cloud Storage encrypts objects and publishes notifications."
  value       = "serviceAccount:${data.google_storage_project_service_account.storage.email_address}"
}

output "pubsub_account" {
  description = "As whom Pub/Sub moves messages to dead-letter topics."
  value       = "serviceAccount:service-${data.google_project.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  # Whoever needs it needs the APIs, too.
  depends_on = [google_project_service.service]
}

output "database_accounts" {
  description = "As whom each kind of database encrypts what it stores."
  value = {
    spanner    = "serviceAccount:service-${data.google_project.project.number}@gcp-sa-spanner.iam.gserviceaccount.com"
    postgresql = "serviceAccount:service-${data.google_project.project.number}@gcp-sa-cloud-sql.iam.gserviceaccount.com"
  }
  # Whoever needs it needs the APIs, too.
  depends_on = [google_project_service.service]
}
