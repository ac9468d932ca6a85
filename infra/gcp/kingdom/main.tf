# The Kingdom: the market's register and coordinator. Two functions, a database, and a topic for each
# party.

locals {
  google = "https://accounts.google.com"

  issuers = concat(
    [{ issuer = local.google, keySetUrl = "https://www.googleapis.com/oauth2/v3/certs" }],
    [for one in values(var.issuers) : { issuer = one.issuer, keySetUrl = one.key_set_url }],
  )

  functions = { api = module.api.email, sweep = module.sweep.email }

  deployment = {
    market    = var.market
    issuers   = local.issuers
    operators = [for one in values(var.operators) : { issuer = one.issuer, subject = one.subject }]
    platform  = [{ issuer = local.google, subject = google_service_account.schedule.unique_id }]
    kingdom = merge(
      { collusionResistanceDemanded = var.collusion_resistance_demanded },
      var.retention_days == null ? {} : { retention = "${var.retention_days * 86400}s" },
    )
    googleCloud = {
      project = var.project
      traces  = var.traces
    }
  }

  topics = merge(
    { for name, party in var.parties : replace(name, "/", ".") => {
      endpoint = "${party.messages_url}/v1/messages:kingdom", audience = party.messages_url
    } },
    { for name, url in var.webhooks : replace(name, "/", ".") => { endpoint = url, audience = url } },
  )
}

module "project" {
  source   = "../../modules/gcp-project"
  project  = var.project
  services = var.database_engine == "spanner" ? ["spanner.googleapis.com"] : ["sqladmin.googleapis.com"]
}

module "keys" {
  source   = "../../modules/gcp-keys"
  project  = var.project
  location = var.region
  signs    = false
  data_users = {
    storage  = module.project.storage_account
    pubsub   = module.project.pubsub_account
    database = module.project.database_accounts[var.database_engine]
  }
}

module "database" {
  source              = "../../modules/gcp-database"
  project             = var.project
  region              = var.region
  engine              = var.database_engine
  tier                = var.database_tier
  processing_units    = var.database_processing_units
  kms_key             = module.keys.data
  users               = local.functions
  owner               = google_service_account.operator.email
  deletion_protection = var.deletion_protection
}

module "sources" {
  source  = "../../modules/gcp-sources"
  project = var.project
  region  = var.region
  kms_key = module.keys.data
  archive = var.archive
}

# What market operators and consumers call, and every other party. The one entry to which Cloud Run
# lets everybody through: consumers come with tokens of their own issuers, which the code checks.
module "api" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.project.number
  region         = var.region
  name           = "kingdom-api"
  description    = "The Kingdom's API"
  class          = "ApiFunction"
  source_archive = module.sources.archive
  build_account  = module.sources.build_account
  deployment     = merge(local.deployment, { database = module.database.address["api"] })
  public         = true
  max_instances  = 50
}

module "sweep" {
  source         = "../../modules/gcp-function"
  project        = var.project
  project_number = module.project.number
  region         = var.region
  name           = "kingdom-sweep"
  description    = "Sends, expires and reminds"
  class          = "SweepFunction"
  source_archive = module.sources.archive
  build_account  = module.sources.build_account
  deployment     = merge(local.deployment, { database = module.database.address["sweep"] })
  invokers       = { schedule = "serviceAccount:${google_service_account.schedule.email}" }
  max_instances  = 2
}

module "traces" {
  count    = var.traces ? 1 : 0
  source   = "../../modules/gcp-traces"
  project  = var.project
  accounts = local.functions
}

resource "google_service_account" "schedule" {
  project      = var.project
  account_id   = "kingdom-schedule"
  display_name = "As whom the schedule calls the sweep"
}

module "schedule" {
  source       = "../../modules/gcp-schedule"
  project      = var.project
  region       = var.region
  function_url = module.sweep.url
  caller       = google_service_account.schedule.email
}

# As whom the Kingdom's topics push to other parties, who know it by its subject.
resource "google_service_account" "push" {
  project      = var.project
  account_id   = "kingdom-push"
  display_name = "As whom the Kingdom's topics push"
}

module "topic" {
  for_each       = local.topics
  source         = "../../modules/gcp-topic"
  project        = var.project
  id             = each.key
  publishers     = { for name, email in local.functions : name => "serviceAccount:${email}" }
  endpoint       = each.value.endpoint
  audience       = each.value.audience
  pusher         = google_service_account.push.email
  operator       = "serviceAccount:${google_service_account.operator.email}"
  pubsub_account = module.project.pubsub_account
  kms_key        = module.keys.data
}

resource "google_service_account" "operator" {
  project      = var.project
  account_id   = "kingdom-operator"
  display_name = "Changes the schema and redrives dead letters, when the operator says so"
}

# To find where dead letters are.
resource "google_project_iam_member" "operator_sees_subscriptions" {
  project = var.project
  role    = "roles/pubsub.viewer"
  member  = "serviceAccount:${google_service_account.operator.email}"
}

# Run once before the first call, and after every new release: see infra/README.md.
module "operator" {
  source              = "../../modules/gcp-job"
  project             = var.project
  region              = var.region
  name                = "operator"
  image               = var.image
  account             = google_service_account.operator.email
  deployment          = merge(local.deployment, { audience = module.api.url, database = module.database.address["owner"] })
  memory              = "1Gi"
  cpu                 = "1"
  timeout_seconds     = 3600
  deletion_protection = var.deletion_protection
}

module "alerts" {
  source             = "../../modules/gcp-alerts"
  project            = var.project
  email              = var.alert_email
  functions          = ["kingdom-api", "kingdom-sweep"]
  dead_subscriptions = [for topic in values(module.topic) : topic.dead_subscription]
  billing_account    = var.billing_account
  monthly_budget     = var.monthly_budget
}
