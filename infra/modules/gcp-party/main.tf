# What every party has that computes: its identity, its keys, its database, its four functions, its
# job, and the job with which its operator makes keys and changes the schema. Buckets, and who tells
# of objects in them, are the root's.

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

variable "database_tier" {
  type = string
}

variable "database_units" {
  type = number
}

variable "functions" {
  description = "The four functions: each one's name, and what it is for."
  type = object({
    api      = object({ name = string, description = string })
    messages = object({ name = string, description = string })
    storage  = object({ name = string, description = string })
    sweep    = object({ name = string, description = string })
  })
}

variable "api_invokers" {
  description = "Members whom Cloud Run lets through to the API."
  type        = map(string)
}

variable "kingdom_pusher" {
  description = "The member as whom the Kingdom's topics push."
  type        = string
}

variable "deployment" {
  description = "The party's deployment, without database and audience."
  type        = any
}

variable "operator_deployment" {
  description = "The same with the root key, which only the operator's job may use."
  type        = any
}

variable "traces" {
  description = "Whether functions and job may send spans to Cloud Trace."
  type        = bool
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

locals {
  # Named one by one: a loop over the functions would wait for them, and they wait for the database.
  emails = {
    api      = module.function["api"].email
    messages = module.function["messages"].email
    storage  = module.function["storage"].email
    sweep    = module.function["sweep"].email
  }

  functions = {
    api = {
      class         = "ApiFunction"
      invokers      = var.api_invokers
      max_instances = 20
    }
    messages = {
      class         = "KingdomMessagesFunction"
      invokers      = { kingdom = var.kingdom_pusher }
      max_instances = 20
    }
    storage = {
      class         = "StorageEventsFunction"
      invokers      = { push = "serviceAccount:${google_service_account.push.email}" }
      max_instances = 20
    }
    sweep = {
      class         = "SweepFunction"
      invokers      = { schedule = "serviceAccount:${google_service_account.schedule.email}" }
      max_instances = 2
    }
  }
}

module "function" {
  for_each       = local.functions
  source         = "../gcp-function"
  project        = var.project
  project_number = module.project.number
  region         = var.region
  name           = var.functions[each.key].name
  description    = var.functions[each.key].description
  class          = each.value.class
  source_archive = module.sources.archive
  build_account  = module.sources.build_account
  deployment     = merge(var.deployment, { database = module.database.address[each.key] })
  invokers       = each.value.invokers
  max_instances  = each.value.max_instances
}

module "schedule" {
  source       = "../gcp-schedule"
  project      = var.project
  region       = var.region
  function_url = module.function["sweep"].url
  caller       = google_service_account.schedule.email
}

module "database" {
  source              = "../gcp-database"
  project             = var.project
  region              = var.region
  engine              = var.database_engine
  tier                = var.database_tier
  processing_units    = var.database_units
  kms_key             = module.keys.data
  users               = merge(local.emails, { job = google_service_account.job.email })
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
  borrowers = merge(local.emails, {
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

# To find where dead letters are.
resource "google_project_iam_member" "operator_sees_subscriptions" {
  project = var.project
  role    = "roles/pubsub.viewer"
  member  = "serviceAccount:${google_service_account.operator.email}"
}

module "job" {
  source     = "../gcp-job"
  project    = var.project
  region     = var.region
  name       = "aureole"
  image      = var.image
  account    = google_service_account.job.email
  deployment = merge(var.deployment, { audience = module.function["api"].url, database = module.database.address["job"] })
  cpu        = var.job_cpu
  memory     = var.job_memory
  # Functions, and runs of the job itself: what follows from one is another.
  starters = merge(
    { for name, email in local.emails : name => "serviceAccount:${email}" },
    { job = "serviceAccount:${google_service_account.job.email}" },
  )
  deletion_protection = var.deletion_protection
}

module "traces" {
  count    = var.traces ? 1 : 0
  source   = "../gcp-traces"
  project  = var.project
  accounts = merge(local.emails, { job = google_service_account.job.email })
}

module "operator" {
  source              = "../gcp-job"
  project             = var.project
  region              = var.region
  name                = "operator"
  image               = var.image
  account             = google_service_account.operator.email
  deployment          = merge(var.operator_deployment, { audience = module.function["api"].url, database = module.database.address["owner"] })
  cpu                 = "1"
  memory              = "1Gi"
  timeout_seconds     = 3600
  deletion_protection = var.deletion_protection
}

output "trace_writers" {
  description = "Who may write spans; empty where nobody does."
  value       = try(module.traces[0].writers, toset([]))
}

output "project" {
  value = module.project
}

output "data_key" {
  description = "The key that encrypts what is stored."
  value       = module.keys.data
}

output "api_url" {
  value = module.function["api"].url
}

output "messages_url" {
  value = module.function["messages"].url
}

output "storage_url" {
  value = module.function["storage"].url
}

output "members" {
  description = "As whom the functions and the job work, by name."
  value = merge(
    { for name, email in local.emails : name => "serviceAccount:${email}" },
    { job = "serviceAccount:${google_service_account.job.email}" },
  )
}

output "invokers" {
  description = "Whom Cloud Run lets through to each function, by its name."
  value       = { for name, function in module.function : name => function.invokers }
}

output "party" {
  description = "As whom the party calls others."
  value       = google_service_account.party
}

output "push" {
  description = "As whom storage notifications are pushed."
  value       = google_service_account.push
}

output "schedule" {
  description = "As whom the schedule calls."
  value       = google_service_account.schedule
}

output "operator_member" {
  description = "As whom the operator's job works."
  value       = "serviceAccount:${google_service_account.operator.email}"
}

output "operator_job" {
  value = module.operator.id
}

output "key_records" {
  description = "The bucket of the party's encrypted keys."
  value       = module.key_records
}
