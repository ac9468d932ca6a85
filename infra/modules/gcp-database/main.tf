# The party's database: Cloud Spanner in the PostgreSQL dialect, or Cloud SQL for PostgreSQL where a
# party need not pay for Spanner. The tables are the same; the party's job brings them.

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "engine" {
  description = "spanner or postgresql."
  type        = string
  validation {
    condition     = contains(["spanner", "postgresql"], var.engine)
    error_message = "engine must be spanner or postgresql."
  }
}

variable "kms_key" {
  type = string
}

variable "processing_units" {
  description = "What Spanner computes with."
  type        = number
}

variable "tier" {
  description = "The machine of Cloud SQL."
  type        = string
}

variable "users" {
  description = "The e-mail addresses of the service accounts that read and write."
  type        = map(string)
}

variable "owner" {
  description = "The e-mail address of the service account that changes the schema."
  type        = string
}

variable "deletion_protection" {
  type    = bool
  default = true
}

locals {
  spanner    = var.engine == "spanner" ? 1 : 0
  postgresql = var.engine == "postgresql" ? 1 : 0
  accounts   = merge(var.users, { owner = var.owner })
}

resource "google_spanner_instance" "instance" {
  count            = local.spanner
  project          = var.project
  name             = "aureole"
  config           = "regional-${var.region}"
  display_name     = "Aureole"
  edition          = "STANDARD"
  processing_units = var.processing_units
  force_destroy    = false
}

resource "google_spanner_database" "database" {
  count                    = local.spanner
  project                  = var.project
  instance                 = google_spanner_instance.instance[0].name
  name                     = "aureole"
  database_dialect         = "POSTGRESQL"
  version_retention_period = "1d"
  deletion_protection      = var.deletion_protection
  enable_drop_protection   = var.deletion_protection

  encryption_config {
    kms_key_name = var.kms_key
  }

  # The schema is the migrator's.
  lifecycle {
    ignore_changes = [ddl]
  }
}

resource "google_spanner_database_iam_member" "user" {
  for_each = local.spanner == 1 ? var.users : {}
  project  = var.project
  instance = google_spanner_instance.instance[0].name
  database = google_spanner_database.database[0].name
  role     = "roles/spanner.databaseUser"
  member   = "serviceAccount:${each.value}"
}

resource "google_spanner_database_iam_member" "owner" {
  count    = local.spanner
  project  = var.project
  instance = google_spanner_instance.instance[0].name
  database = google_spanner_database.database[0].name
  role     = "roles/spanner.databaseAdmin"
  member   = "serviceAccount:${var.owner}"
}

resource "google_sql_database_instance" "instance" {
  count               = local.postgresql
  project             = var.project
  region              = var.region
  name                = "aureole"
  database_version    = "POSTGRES_17"
  encryption_key_name = var.kms_key
  deletion_protection = var.deletion_protection

  settings {
    tier                        = var.tier
    edition                     = "ENTERPRISE"
    deletion_protection_enabled = var.deletion_protection

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
    }

    # No address may connect by itself; the connector does, with an identity.
    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
    }

    database_flags {
      name  = "cloudsql.iam_authentication"
      value = "on"
    }
  }
}

resource "google_sql_database" "database" {
  count    = local.postgresql
  project  = var.project
  instance = google_sql_database_instance.instance[0].name
  name     = "aureole"
}

# No user has a password.
resource "google_sql_user" "account" {
  for_each = local.postgresql == 1 ? local.accounts : {}
  project  = var.project
  instance = google_sql_database_instance.instance[0].name
  name     = trimsuffix(each.value, ".gserviceaccount.com")
  type     = "CLOUD_IAM_SERVICE_ACCOUNT"

  # Makes tables. What the others may do with them, the migration grants to all accounts of services.
  database_roles = each.key == "owner" ? ["cloudsqlsuperuser"] : null
}

resource "google_project_iam_member" "connects" {
  for_each = local.postgresql == 1 ? {
    for pair in setproduct(keys(local.accounts), ["roles/cloudsql.client", "roles/cloudsql.instanceUser"]) :
    "${pair[0]} ${pair[1]}" => { account = local.accounts[pair[0]], role = pair[1] }
  } : {}
  project = var.project
  role    = each.value.role
  member  = "serviceAccount:${each.value.account}"
}

output "address" {
  description = "The JDBC address for each account, by its key in users, or owner."
  value = {
    for key, email in local.accounts : key => local.spanner == 1 ? (
      "jdbc:cloudspanner:/${google_spanner_database.database[0].id}"
      ) : join("", [
        "jdbc:postgresql:///aureole?cloudSqlInstance=${google_sql_database_instance.instance[0].connection_name}",
        "&socketFactory=com.google.cloud.sql.postgres.SocketFactory&enableIamAuth=true&sslmode=disable",
        "&user=${trimsuffix(email, ".gserviceaccount.com")}",
    ])
  }
}
