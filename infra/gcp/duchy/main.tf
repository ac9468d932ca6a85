# A Duchy: an operator of multi-party computation. Four functions, a job that computes, a database,
# and two buckets: its own, and the inbox into which others upload by signed URLs.

locals {
  google = "https://accounts.google.com"

  deployment = {
    market = var.market
    issuers = concat(
      [{ issuer = local.google, keySetUrl = "https://www.googleapis.com/oauth2/v3/certs" }],
      [for one in values(var.issuers) : { issuer = one.issuer, keySetUrl = one.key_set_url }],
    )
    operators = [for one in values(var.operators) : { issuer = one.issuer, subject = one.subject }]
    platform = [
      { issuer = local.google, subject = module.party.push.unique_id },
      { issuer = local.google, subject = module.party.schedule.unique_id },
    ]
    duchy = {
      name   = var.name
      roles  = [var.role]
      apiUrl = module.party.api_url
      kingdom = {
        url    = var.kingdom.url
        pusher = { issuer = local.google, subject = var.kingdom.pusher_subject }
      }
      internalBucket = "${var.project}-internal"
      inboxBucket    = "${var.project}-inbox"
      keys = {
        bucket      = "${var.project}-keys"
        signingKey  = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/signing"
        wrappingKey = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/wrapping"
      }
    }
    googleCloud = {
      project      = var.project
      job          = "projects/${var.project}/locations/${var.region}/jobs/aureole"
      traces       = var.traces
      partyAccount = "aureole-party@${var.project}.iam.gserviceaccount.com"
      uploadSigner = google_service_account.uploads.email
    }
  }
}

module "party" {
  source          = "../../modules/gcp-party"
  project         = var.project
  region          = var.region
  archive         = var.archive
  image           = var.image
  database_engine = var.database_engine
  database_tier   = var.database_tier
  database_units  = var.database_processing_units
  functions = {
    api      = { name = "duchy-api", description = "The Duchy's API" }
    messages = { name = "duchy-messages", description = "Takes what the Kingdom tells" }
    storage  = { name = "duchy-storage", description = "Takes what the inbox tells" }
    sweep    = { name = "duchy-sweep", description = "Sends, restarts and looks for what was lost" }
  }
  # Data providers and other Duchies, for leave to upload; the operator's own calls.
  api_invokers   = merge(var.peers, var.operator_members)
  kingdom_pusher = var.kingdom.pusher_member
  deployment     = local.deployment
  operator_deployment = merge(local.deployment, {
    duchy = merge(local.deployment.duchy, {
      keys = merge(local.deployment.duchy.keys, {
        rootKey = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/root"
      })
    })
  })
  traces              = var.traces
  job_cpu             = var.job_cpu
  job_memory          = var.job_memory
  deletion_protection = var.deletion_protection
}

# Signs upload URLs: may create objects in the inbox, and nothing else anywhere.
resource "google_service_account" "uploads" {
  project      = var.project
  account_id   = "aureole-uploads"
  display_name = "Signs upload URLs"
}

resource "google_service_account_iam_member" "api_signs" {
  service_account_id = google_service_account.uploads.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = module.party.members["api"]
}

# Seeds, shares and ciphertexts of single computations: what is destroyed here must be gone.
module "internal" {
  source            = "../../modules/gcp-bucket"
  project           = var.project
  name              = "${var.project}-internal"
  location          = var.region
  kms_key           = module.party.data_key
  keeps_deleted     = false
  delete_after_days = 60
  access = {
    job = { role = "roles/storage.objectUser", member = module.party.members["job"] }
  }
}

# To see what an object holds that is to be uploaded again, and to remove what nobody waits for.
resource "google_project_iam_custom_role" "tends_inbox" {
  project     = var.project
  role_id     = "aureoleTendsInbox"
  title       = "Looks at objects and deletes them"
  permissions = ["storage.objects.get", "storage.objects.delete"]
}

module "inbox" {
  source            = "../../modules/gcp-bucket"
  project           = var.project
  name              = "${var.project}-inbox"
  location          = var.region
  kms_key           = module.party.data_key
  keeps_deleted     = false
  delete_after_days = 60
  access = {
    uploads       = { role = "roles/storage.objectCreator", member = "serviceAccount:${google_service_account.uploads.email}" }
    api_tends     = { role = google_project_iam_custom_role.tends_inbox.id, member = module.party.members["api"] }
    storage_tends = { role = google_project_iam_custom_role.tends_inbox.id, member = module.party.members["storage"] }
    job           = { role = "roles/storage.objectUser", member = module.party.members["job"] }
  }
}

module "notifications" {
  source          = "../../modules/gcp-notifications"
  project         = var.project
  bucket          = module.inbox.name
  function_url    = module.party.storage_url
  pusher          = module.party.push.email
  storage_account = module.party.project.storage_account
  operator        = module.party.operator_member
  pubsub_account  = module.party.project.pubsub_account
  kms_key         = module.party.data_key
}

module "alerts" {
  source             = "../../modules/gcp-alerts"
  project            = var.project
  email              = var.alert_email
  functions          = ["duchy-api", "duchy-messages", "duchy-storage", "duchy-sweep"]
  job                = "aureole"
  dead_subscriptions = [module.notifications.dead_subscription]
  billing_account    = var.billing_account
  monthly_budget     = var.monthly_budget
}
