# Calls a party's sweep, which sends, restarts and looks for what was lost.

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "function_url" {
  type = string
}

variable "caller" {
  description = "The e-mail address of the service account as which it calls."
  type        = string
}

variable "cron" {
  type    = string
  default = "*/5 * * * *"
}

resource "google_cloud_scheduler_job" "sweep" {
  project          = var.project
  region           = var.region
  name             = "sweep"
  description      = "Sends, restarts and looks for what was lost."
  schedule         = var.cron
  time_zone        = "Etc/UTC"
  attempt_deadline = "90s"

  # The next one does what this one could not.
  retry_config {
    retry_count = 0
  }

  http_target {
    http_method = "POST"
    uri         = "${var.function_url}/v1/internal:sweep"
    body        = base64encode("{}")
    headers = {
      "Content-Type" = "application/json"
    }
    oidc_token {
      service_account_email = var.caller
      audience              = var.function_url
    }
  }
}
