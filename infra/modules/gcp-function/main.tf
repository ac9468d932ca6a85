# One function: its own service account, its environment, and who may call it.

variable "project" {
  type = string
}

variable "project_number" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "description" {
  type = string
}

variable "class" {
  description = "The function's class in org.aureole.gcp.function, such as ApiFunction."
  type        = string
}

variable "source_archive" {
  description = "The object with the party's deployable archive."
  type = object({
    bucket = string
    name   = string
  })
}

variable "build_account" {
  description = "The id of the service account that builds it."
  type        = string
}

variable "runtime" {
  type    = string
  default = "java17"
}

variable "deployment" {
  description = "The party's deployment (aureole.v1.Deployment) but for its audience, which is the function's URL."
  type        = any
}

variable "invokers" {
  description = "Members (serviceAccount:…) that Cloud Run lets through; the code checks each token again."
  type        = map(string)
  default     = {}
}

variable "public" {
  description = <<-EOT
    Whether Cloud Run lets everybody through to the token check in the code. For the one entry whose
    callers come with tokens of foreign issuers.
  EOT
  type        = bool
  default     = false
}

variable "memory" {
  type    = string
  default = "1Gi"
}

variable "max_instances" {
  type    = number
  default = 20
}

variable "timeout_seconds" {
  type    = number
  default = 75
}

locals {
  # Known before the function is there, so that it can be told its own.
  url = "https://${var.name}-${var.project_number}.${var.region}.run.app"

  # A function lives for minutes: it is to start fast rather than to run fast. scripts/coldstart
  # measures with these very options, and a memory of 1 GiB.
  java_options = [
    "-XX:+IgnoreUnrecognizedVMOptions", # Those of a newer Java that lacks some of them.
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",       # Of the two compilers the one that takes little time,
    "-XX:CompileThresholdScaling=4", # and that for what is called often alone.
    "-XX:MetaspaceSize=128m",        # No collection for each 20 MB of classes.
    "-XX:InitialRAMPercentage=25",   # Nor one for each 5 MB of objects.
    # Google's own limit of the heap holds no more once there are options of ours. Beside the heap
    # live classes, compiled code, stacks, and what the network's libraries keep outside of it.
    "-XX:MaxRAMPercentage=65",
    "-XX:MaxDirectMemorySize=96m",
    # The library under all SQL would set it up at its first statement. Java warns of the option, as
    # it may go some day, with a line at each start.
    "-XX:-FlightRecorder",
  ]
}

resource "google_service_account" "account" {
  project      = var.project
  account_id   = var.name
  display_name = var.description
}

resource "google_cloudfunctions2_function" "function" {
  project     = var.project
  location    = var.region
  name        = var.name
  description = var.description

  build_config {
    runtime         = var.runtime
    entry_point     = "org.aureole.gcp.function.${var.class}"
    service_account = var.build_account
    source {
      storage_source {
        bucket = var.source_archive.bucket
        object = var.source_archive.name
      }
    }
  }

  service_config {
    available_cpu                    = "1"
    available_memory                 = var.memory
    min_instance_count               = 0
    max_instance_count               = var.max_instances
    max_instance_request_concurrency = 40
    timeout_seconds                  = var.timeout_seconds
    ingress_settings                 = "ALLOW_ALL"
    all_traffic_on_latest_revision   = true
    service_account_email            = google_service_account.account.email
    environment_variables = {
      AUREOLE_DEPLOYMENT = jsonencode(merge(var.deployment, { audience = local.url }))
      JAVA_TOOL_OPTIONS  = join(" ", local.java_options)
      # The client of Spanner would send metrics of its own, and open connections for them.
      SPANNER_DISABLE_BUILTIN_METRICS = "true"
    }
  }
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = merge(var.invokers, var.public ? { everybody = "allUsers" } : {})
  project  = var.project
  location = var.region
  name     = google_cloudfunctions2_function.function.name
  role     = "roles/run.invoker"
  member   = each.value
}

output "url" {
  value = local.url
}

output "member" {
  value = "serviceAccount:${google_service_account.account.email}"
}

output "email" {
  value = google_service_account.account.email
}

output "invokers" {
  description = "Whom Cloud Run lets through."
  value       = { for name, grant in google_cloud_run_v2_service_iam_member.invoker : name => grant.member }
}
