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
      apiUrl = module.api.url
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
  function_emails = {
    api      = module.api.email
    messages = module.messages.email
    storage  = module.storage.email
    sweep    = module.sweep.email
  }
  deployment = local.deployment
  operator_deployment = merge(local.deployment, {
    duchy = merge(local.deployment.duchy, {
      keys = merge(local.deployment.duchy.keys, {
        rootKey = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/root"
      })
    })
  })
  api_url             = module.api.url
  job_cpu             = var.job_cpu
  job_memory          = var.job_memory
  deletion_protection = var.deletion_protection
}

# Leave to upload, for data providers and other Duchies; the operator's own calls.
module "api" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.party.project.number
  region         = var.region
  name           = "duchy-api"
  description    = "The Duchy's API"
  class          = "ApiFunction"
  source_archive = module.party.archive
  build_account  = module.party.build_account
  deployment     = merge(local.deployment, { database = module.party.database["api"] })
  invokers       = merge(var.peers, var.operator_members)
}

module "messages" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.party.project.number
  region         = var.region
  name           = "duchy-messages"
  description    = "Takes what the Kingdom tells"
  class          = "KingdomMessagesFunction"
  source_archive = module.party.archive
  build_account  = module.party.build_account
  deployment     = merge(local.deployment, { database = module.party.database["messages"] })
  invokers       = { kingdom = var.kingdom.pusher_member }
}

module "storage" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.party.project.number
  region         = var.region
  name           = "duchy-storage"
  description    = "Takes what the inbox tells"
  class          = "StorageEventsFunction"
  source_archive = module.party.archive
  build_account  = module.party.build_account
  deployment     = merge(local.deployment, { database = module.party.database["storage"] })
  invokers       = { push = "serviceAccount:${module.party.push.email}" }
}

module "sweep" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.party.project.number
  region         = var.region
  name           = "duchy-sweep"
  description    = "Sends, restarts and looks for what was lost"
  class          = "SweepFunction"
  source_archive = module.party.archive
  build_account  = module.party.build_account
  deployment     = merge(local.deployment, { database = module.party.database["sweep"] })
  invokers       = { schedule = "serviceAccount:${module.party.schedule.email}" }
  max_instances  = 2
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
  member             = module.api.member
}

# Seeds, shares and ciphertexts of single computations: what is destroyed here must be gone.
module "internal" {
  source            = "../../modules/gcp-bucket"
  project           = var.project
  name              = "${var.project}-internal"
  location          = var.region
  kms_key           = module.party.keys.data
  keeps_deleted     = false
  delete_after_days = 60
  access = {
    job = { role = "roles/storage.objectUser", member = module.party.job_member }
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
  kms_key           = module.party.keys.data
  keeps_deleted     = false
  delete_after_days = 60
  access = {
    uploads       = { role = "roles/storage.objectCreator", member = "serviceAccount:${google_service_account.uploads.email}" }
    api_tends     = { role = google_project_iam_custom_role.tends_inbox.id, member = module.api.member }
    storage_tends = { role = google_project_iam_custom_role.tends_inbox.id, member = module.storage.member }
    job           = { role = "roles/storage.objectUser", member = module.party.job_member }
  }
}

module "notifications" {
  source          = "../../modules/gcp-notifications"
  project         = var.project
  bucket          = module.inbox.name
  function_url    = module.storage.url
  pusher          = module.party.push.email
  storage_account = module.party.project.storage_account
  pubsub_account  = module.party.project.pubsub_account
  kms_key         = module.party.keys.data
}

module "schedule" {
  source       = "../../modules/gcp-schedule"
  project      = var.project
  region       = var.region
  function_url = module.sweep.url
  caller       = module.party.schedule.email
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
