# A data provider: its people drop event files into a bucket, and the functions do the rest. Four
# functions, a job that reads and computes, a database, and two buckets.

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
    dataProvider = {
      name       = var.name
      kind       = var.kind
      population = var.population
      kingdom = {
        url    = var.kingdom.url
        pusher = { issuer = local.google, subject = var.kingdom.pusher_subject }
      }
      eventsBucket   = "${var.project}-events"
      internalBucket = "${var.project}-internal"
      keys = {
        bucket      = "${var.project}-keys"
        signingKey  = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/signing"
        wrappingKey = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/wrapping"
      }
      # A population provider answers directly: it has no events that others have, too.
      policy = merge(var.policy, var.kind == "POPULATION_DATA_PROVIDER" ? {
        honestMajorityShareShuffle = false
        liquidLegionsV2            = false
      } : {})
    }
    googleCloud = {
      project      = var.project
      job          = "projects/${var.project}/locations/${var.region}/jobs/aureole"
      traces       = var.traces
      partyAccount = "aureole-party@${var.project}.iam.gserviceaccount.com"
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
    api      = { name = "edp-api", description = "The data provider's API" }
    messages = { name = "edp-messages", description = "Takes what the Kingdom tells" }
    storage  = { name = "edp-storage", description = "Takes what the bucket of event files tells" }
    sweep    = { name = "edp-sweep", description = "Sends, restarts and looks for what was lost" }
  }
  # The provider's operator calls; nobody else does.
  api_invokers   = var.operator_members
  kingdom_pusher = var.kingdom.pusher_member
  deployment     = local.deployment
  operator_deployment = merge(local.deployment, {
    dataProvider = merge(local.deployment.dataProvider, {
      keys = merge(local.deployment.dataProvider.keys, {
        rootKey = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/root"
      })
    })
  })
  traces              = var.traces
  job_cpu             = var.job_cpu
  job_memory          = var.job_memory
  deletion_protection = var.deletion_protection
}

# To find files of which no message told; only the job reads what is in them.
resource "google_project_iam_custom_role" "lists_objects" {
  project     = var.project
  role_id     = "aureoleListsObjects"
  title       = "Lists the names of objects"
  permissions = ["storage.objects.list"]
}

# What the provider's people drop. It is theirs, and what they delete by mistake they have back for a
# week; a shared file is found again by its generation.
module "events" {
  source        = "../../modules/gcp-bucket"
  project       = var.project
  name          = "${var.project}-events"
  location      = var.region
  kms_key       = module.party.data_key
  keeps_deleted = true
  access = merge(
    { for name, member in var.uploaders : "uploader ${name}" => { role = "roles/storage.objectUser", member = member } },
    {
      job         = { role = "roles/storage.objectViewer", member = module.party.members["job"] }
      api_lists   = { role = google_project_iam_custom_role.lists_objects.id, member = module.party.members["api"] }
      sweep_lists = { role = google_project_iam_custom_role.lists_objects.id, member = module.party.members["sweep"] }
    },
  )
}

# To destroy what a run left that had lost its lease; nothing can be read by it.
resource "google_project_iam_custom_role" "clears_objects" {
  project     = var.project
  role_id     = "aureoleClearsObjects"
  title       = "Lists the names of objects and deletes them"
  permissions = ["storage.objects.list", "storage.objects.delete"]
}

# Answers, until they are delivered: what is destroyed here must be gone.
module "internal" {
  source            = "../../modules/gcp-bucket"
  project           = var.project
  name              = "${var.project}-internal"
  location          = var.region
  kms_key           = module.party.data_key
  keeps_deleted     = false
  delete_after_days = 60
  access = {
    job          = { role = "roles/storage.objectUser", member = module.party.members["job"] }
    sweep_clears = { role = google_project_iam_custom_role.clears_objects.id, member = module.party.members["sweep"] }
  }
}

module "notifications" {
  source          = "../../modules/gcp-notifications"
  project         = var.project
  bucket          = module.events.name
  function_url    = module.party.storage_url
  pusher          = module.party.push.email
  storage_account = module.party.project.storage_account
  operator        = module.party.operator_member
  pubsub_account  = module.party.project.pubsub_account
  kms_key         = module.party.data_key
  events          = ["OBJECT_FINALIZE", "OBJECT_DELETE"]
}

module "alerts" {
  source             = "../../modules/gcp-alerts"
  project            = var.project
  email              = var.alert_email
  functions          = ["edp-api", "edp-messages", "edp-storage", "edp-sweep"]
  job                = "aureole"
  dead_subscriptions = [module.notifications.dead_subscription]
  billing_account    = var.billing_account
  monthly_budget     = var.monthly_budget
}
