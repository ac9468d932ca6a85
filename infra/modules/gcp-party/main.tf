# What every party has that computes: its identity, its keys, its database, its job, and the job with
# which its operator makes keys and changes the schema. Functions are added by the party's own root.

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "archive" {
  type = string
}

variable "image" {
  description = "The job's container image, with its digest."
  type        = string
}

variable "database_engine" {
  type = string
}

variable "function_emails" {
  description = "The service accounts of the party's functions, by the function's name."
  type        = map(string)
}

variable "deployment" {
  description = "The party's deployment, without database and audience."
  type        = any
}

variable "operator_deployment" {
  description = "The same with the root key, which only the operator's job may use."
  type        = any
}

variable "api_url" {
  description = "The audience of the job's deployment; the job takes no calls."
  type        = string
}

variable "job_cpu" {
  type = string
}

variable "job_memory" {
  type = string
}

variable "deletion_protection" {
  type = bool
}

module "project" {
  source   = "../gcp-project"
  project  = var.project
  services = var.database_engine == "spanner" ? ["spanner.googleapis.com"] : ["sqladmin.googleapis.com"]
}

module "keys" {
  source   = "../gcp-keys"
  project  = var.project
  location = var.region
  signs    = true
  data_users = {
    storage  = module.project.storage_account
    pubsub   = module.project.pubsub_account
    database = module.project.database_accounts[var.database_engine]
  }
}

module "sources" {
  source  = "../gcp-sources"
  project = var.project
  region  = var.region
  kms_key = module.keys.data
  archive = var.archive
}

module "database" {
  source              = "../gcp-database"
  project             = var.project
  region              = var.region
  engine              = var.database_engine
  kms_key             = module.keys.data
  users               = merge(var.function_emails, { job = google_service_account.job.email })
  owner               = google_service_account.operator.email
  deletion_protection = var.deletion_protection
}

# As whom the party calls others: the subject that they approve. Nothing runs as it; functions and
# jobs borrow its identity, and it may do nothing in this project.
resource "google_service_account" "party" {
  project      = var.project
  account_id   = "aureole-party"
  display_name = "The party, to others"
}

resource "google_service_account" "job" {
  project      = var.project
  account_id   = "aureole-job"
  display_name = "Computes"
}

resource "google_service_account" "operator" {
  project      = var.project
  account_id   = "aureole-operator"
  display_name = "Makes keys and changes the schema, when the operator says so"
}

resource "google_service_account" "push" {
  project      = var.project
  account_id   = "aureole-push"
  display_name = "As whom storage notifications are pushed"
}

resource "google_service_account" "schedule" {
  project      = var.project
  account_id   = "aureole-schedule"
  display_name = "As whom the schedule calls the sweep"
}

locals {
  borrowers = merge(var.function_emails, {
    job      = google_service_account.job.email
    operator = google_service_account.operator.email
  })
}

resource "google_service_account_iam_member" "borrows_identity" {
  for_each           = local.borrowers
  service_account_id = google_service_account.party.name
  role               = "roles/iam.serviceAccountOpenIdTokenCreator"
  member             = "serviceAccount:${each.value}"
}

# The encrypted records of the party's keys. Nothing that is deleted here can be had back.
module "key_records" {
  source        = "../gcp-bucket"
  project       = var.project
  name          = "${var.project}-keys"
  location      = var.region
  kms_key       = module.keys.data
  keeps_deleted = false
  access = {
    job_reads       = { role = "roles/storage.objectViewer", member = "serviceAccount:${google_service_account.job.email}" }
    operator_reads  = { role = "roles/storage.objectViewer", member = "serviceAccount:${google_service_account.operator.email}" }
    operator_writes = { role = "roles/storage.objectCreator", member = "serviceAccount:${google_service_account.operator.email}" }
  }
}

resource "google_kms_crypto_key_iam_member" "wrapping" {
  for_each = {
    job      = google_service_account.job.email
    operator = google_service_account.operator.email
  }
  crypto_key_id = module.keys.wrapping
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${each.value}"
}

resource "google_kms_crypto_key_iam_member" "job_signs" {
  crypto_key_id = module.keys.signing
  role          = "roles/cloudkms.signer"
  member        = "serviceAccount:${google_service_account.job.email}"
}

# Only to make a version, to see its public key, and to sign certificates with it.
resource "google_project_iam_custom_role" "makes_keys" {
  project = var.project
  role_id = "aureoleMakesKeys"
  title   = "Makes versions of signing keys"
  permissions = [
    "cloudkms.cryptoKeyVersions.create",
    "cloudkms.cryptoKeyVersions.useToSign",
    "cloudkms.cryptoKeyVersions.viewPublicKey",
  ]
}

resource "google_kms_crypto_key_iam_member" "makes_keys" {
  for_each = {
    root    = module.keys.root
    signing = module.keys.signing
  }
  crypto_key_id = each.value
  role          = google_project_iam_custom_role.makes_keys.id
  member        = "serviceAccount:${google_service_account.operator.email}"
}

module "job" {
  source              = "../gcp-job"
  project             = var.project
  region              = var.region
  name                = "aureole"
  image               = var.image
  account             = google_service_account.job.email
  deployment          = merge(var.deployment, { audience = var.api_url, database = module.database.address["job"] })
  cpu                 = var.job_cpu
  memory              = var.job_memory
  starters            = { for name, email in var.function_emails : name => "serviceAccount:${email}" }
  deletion_protection = var.deletion_protection
}

module "operator" {
  source              = "../gcp-job"
  project             = var.project
  region              = var.region
  name                = "operator"
  image               = var.image
  account             = google_service_account.operator.email
  deployment          = merge(var.operator_deployment, { audience = var.api_url, database = module.database.address["owner"] })
  cpu                 = "1"
  memory              = "1Gi"
  timeout_seconds     = 3600
  deletion_protection = var.deletion_protection
}

output "project" {
  value = module.project
}

output "keys" {
  value = module.keys
}

output "archive" {
  value = module.sources.archive
}

output "build_account" {
  value = module.sources.build_account
}

output "database" {
  description = "The JDBC address for each function, by its name."
  value       = module.database.address
}

output "party" {
  value = google_service_account.party
}

output "job_member" {
  value = "serviceAccount:${google_service_account.job.email}"
}

output "push" {
  value = google_service_account.push
}

output "schedule" {
  value = google_service_account.schedule
}

output "operator_job" {
  value = module.operator.id
}

output "key_records" {
  value = module.key_records
}
