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
      policy = var.policy
    }
    googleCloud = {
      project      = var.project
      job          = "projects/${var.project}/locations/${var.region}/jobs/aureole"
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
  function_emails = {
    api      = module.api.email
    messages = module.messages.email
    storage  = module.storage.email
    sweep    = module.sweep.email
  }
  deployment = local.deployment
  operator_deployment = merge(local.deployment, {
    dataProvider = merge(local.deployment.dataProvider, {
      keys = merge(local.deployment.dataProvider.keys, {
        rootKey = "projects/${var.project}/locations/${var.region}/keyRings/aureole/cryptoKeys/root"
      })
    })
  })
  api_url             = module.api.url
  job_cpu             = var.job_cpu
  job_memory          = var.job_memory
  deletion_protection = var.deletion_protection
}

# What the provider's operator calls; nobody else does.
module "api" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.party.project.number
  region         = var.region
  name           = "edp-api"
  description    = "The data provider's API"
  class          = "ApiFunction"
  source_archive = module.party.archive
  build_account  = module.party.build_account
  deployment     = merge(local.deployment, { database = module.party.database["api"] })
  invokers       = var.operator_members
}

module "messages" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.party.project.number
  region         = var.region
  name           = "edp-messages"
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
  name           = "edp-storage"
  description    = "Takes what the bucket of event files tells"
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
  name           = "edp-sweep"
  description    = "Sends, restarts and looks for what was lost"
  class          = "SweepFunction"
  source_archive = module.party.archive
  build_account  = module.party.build_account
  deployment     = merge(local.deployment, { database = module.party.database["sweep"] })
  invokers       = { schedule = "serviceAccount:${module.party.schedule.email}" }
  max_instances  = 2
}

# What the provider's people drop. It is theirs, and what they delete by mistake they have back for a
# week; a shared file is found again by its generation.
module "events" {
  source        = "../../modules/gcp-bucket"
  project       = var.project
  name          = "${var.project}-events"
  location      = var.region
  kms_key       = module.party.keys.data
  keeps_deleted = true
  access = merge(
    { for name, member in var.uploaders : "uploader ${name}" => { role = "roles/storage.objectUser", member = member } },
    {
      job         = { role = "roles/storage.objectViewer", member = module.party.job_member }
      sweep_lists = { role = "roles/storage.objectViewer", member = module.sweep.member }
    },
  )
}

# Answers, until they are delivered: what is destroyed here must be gone.
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

module "notifications" {
  source          = "../../modules/gcp-notifications"
  project         = var.project
  bucket          = module.events.name
  function_url    = module.storage.url
  pusher          = module.party.push.email
  storage_account = module.party.project.storage_account
  pubsub_account  = module.party.project.pubsub_account
  kms_key         = module.party.keys.data
  events          = ["OBJECT_FINALIZE", "OBJECT_DELETE"]
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
  functions          = ["edp-api", "edp-messages", "edp-storage", "edp-sweep"]
  job                = "aureole"
  dead_subscriptions = [module.notifications.dead_subscription]
  billing_account    = var.billing_account
  monthly_budget     = var.monthly_budget
}
