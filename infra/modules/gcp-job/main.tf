# A Cloud Run job: the party's computing, or what its operator does to keys and schema.

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "image" {
  description = "The container image of org.aureole.gcp.job.RunJob, with its digest."
  type        = string
}

variable "account" {
  description = "The e-mail address of the service account that it runs as."
  type        = string
}

variable "deployment" {
  description = "The party's deployment (aureole.v1.Deployment)."
  type        = any
}

variable "cpu" {
  type    = string
  default = "2"
}

variable "memory" {
  type    = string
  default = "4Gi"
}

variable "timeout_seconds" {
  type    = number
  default = 86400
}

variable "starters" {
  description = "Members (serviceAccount:…) that start executions."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  type    = bool
  default = true
}

resource "google_cloud_run_v2_job" "job" {
  project             = var.project
  location            = var.region
  name                = var.name
  deletion_protection = var.deletion_protection

  template {
    task_count = 1
    template {
      service_account = var.account
      # What failed is in the database, and started again from there.
      max_retries = 0
      timeout     = "${var.timeout_seconds}s"

      containers {
        image = var.image

        resources {
          limits = {
            cpu    = var.cpu
            memory = var.memory
          }
        }

        env {
          name  = "AUREOLE_DEPLOYMENT"
          value = jsonencode(var.deployment)
        }

        # The client of Spanner would send metrics of its own, and open connections for them.
        env {
          name  = "SPANNER_DISABLE_BUILTIN_METRICS"
          value = "true"
        }
      }
    }
  }
}

resource "google_cloud_run_v2_job_iam_member" "starter" {
  for_each = var.starters
  project  = var.project
  location = var.region
  name     = google_cloud_run_v2_job.job.name
  role     = "roles/run.jobsExecutorWithOverrides"
  member   = each.value
}

output "id" {
  value = google_cloud_run_v2_job.job.id
}
