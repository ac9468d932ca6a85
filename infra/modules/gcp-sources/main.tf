# Where the party's deployable archive lies, and who builds functions of it.

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "kms_key" {
  type = string
}

variable "archive" {
  description = "The archive on the machine that runs Terraform."
  type        = string
}

module "bucket" {
  source        = "../gcp-bucket"
  project       = var.project
  name          = "${var.project}-sources"
  location      = var.region
  kms_key       = var.kms_key
  keeps_deleted = true
  access = {
    build = { role = "roles/storage.objectViewer", member = "serviceAccount:${google_service_account.build.email}" }
  }
}

# Named by what is in it: another archive is another object, and functions are built anew.
resource "google_storage_bucket_object" "archive" {
  bucket = module.bucket.name
  name   = "aureole-${filesha256(var.archive)}.zip"
  source = var.archive
}

resource "google_service_account" "build" {
  project      = var.project
  account_id   = "aureole-build"
  display_name = "Builds the functions"
}

resource "google_project_iam_member" "build" {
  for_each = toset([
    "roles/logging.logWriter",
    "roles/artifactregistry.writer",
  ])
  project = var.project
  role    = each.key
  member  = "serviceAccount:${google_service_account.build.email}"
}

output "archive" {
  value = {
    bucket = google_storage_bucket_object.archive.bucket
    name   = google_storage_bucket_object.archive.name
  }
}

output "build_account" {
  value      = google_service_account.build.id
  depends_on = [google_project_iam_member.build, module.bucket]
}
