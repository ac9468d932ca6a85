# Tells the operator by mail of what does not mend itself, shows the party at a glance, and warns of
# what it costs.

variable "project" {
  type = string
}

variable "email" {
  type = string
}

variable "functions" {
  description = "The names of the party's functions."
  type        = list(string)
}

variable "job" {
  description = "The name of the party's job; null where it has none."
  type        = string
  default     = null
}

variable "dead_subscriptions" {
  description = "The subscriptions that keep dead letters."
  type        = list(string)
}

variable "billing_account" {
  description = "The billing account, for a budget; null for none."
  type        = string
  default     = null
}

variable "monthly_budget" {
  description = "In the billing account's currency."
  type        = number
  default     = 100
}

locals {
  subscriptions = join(" OR ", [for name in var.dead_subscriptions : "resource.labels.subscription_id = \"${name}\""])
  services      = join(" OR ", [for name in var.functions : "resource.labels.service_name = \"${name}\""])
}

resource "google_monitoring_notification_channel" "mail" {
  project      = var.project
  display_name = "The operator of Aureole"
  type         = "email"
  labels = {
    email_address = var.email
  }
}

resource "google_monitoring_alert_policy" "dead_letters" {
  count        = length(var.dead_subscriptions) > 0 ? 1 : 0
  project      = var.project
  display_name = "Aureole: dead letters"
  combiner     = "OR"

  conditions {
    display_name = "A message was not taken after all its attempts"
    condition_threshold {
      filter          = "metric.type = \"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.type = \"pubsub_subscription\" AND (${local.subscriptions})"
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  notification_channels = [google_monitoring_notification_channel.mail.id]
}

resource "google_monitoring_alert_policy" "errors" {
  project      = var.project
  display_name = "Aureole: errors"
  combiner     = "OR"

  conditions {
    display_name = "More than one answer in a hundred is an error of ours"
    condition_threshold {
      filter             = "metric.type = \"run.googleapis.com/request_count\" AND resource.type = \"cloud_run_revision\" AND metric.labels.response_code_class = \"5xx\" AND (${local.services})"
      denominator_filter = "metric.type = \"run.googleapis.com/request_count\" AND resource.type = \"cloud_run_revision\" AND (${local.services})"
      comparison         = "COMPARISON_GT"
      threshold_value    = 0.01
      duration           = "600s"
      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
      denominator_aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  notification_channels = [google_monitoring_notification_channel.mail.id]
}

# What the code itself calls a bug, a computation that waits for longer than it should, and a
# certificate that ends soon.
resource "google_logging_metric" "stuck" {
  project = var.project
  name    = "aureole/stuck"
  filter  = "severity >= ERROR AND (resource.type = \"cloud_run_revision\" OR resource.type = \"cloud_run_job\") AND jsonPayload.logger =~ \"^org.aureole\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_monitoring_alert_policy" "stuck" {
  project      = var.project
  display_name = "Aureole: something is stuck"
  combiner     = "OR"

  conditions {
    display_name = "A part of the system says that it cannot go on"
    condition_threshold {
      filter          = "metric.type = \"logging.googleapis.com/user/${google_logging_metric.stuck.name}\" AND (resource.type = \"cloud_run_revision\" OR resource.type = \"cloud_run_job\")"
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_SUM"
      }
    }
  }

  notification_channels = [google_monitoring_notification_channel.mail.id]
}

resource "google_monitoring_alert_policy" "jobs" {
  count        = var.job == null ? 0 : 1
  project      = var.project
  display_name = "Aureole: jobs fail"
  combiner     = "OR"

  conditions {
    display_name = "Executions of the party's job fail"
    condition_threshold {
      filter          = "metric.type = \"run.googleapis.com/job/completed_execution_count\" AND resource.type = \"cloud_run_job\" AND resource.labels.job_name = \"${var.job}\" AND metric.labels.result = \"failed\""
      comparison      = "COMPARISON_GT"
      threshold_value = 3
      duration        = "0s"
      aggregations {
        alignment_period   = "3600s"
        per_series_aligner = "ALIGN_SUM"
      }
    }
  }

  notification_channels = [google_monitoring_notification_channel.mail.id]
}

# What functions and jobs log of each call and of each run, as fields; platform.work.JobRunner and
# gcp.logging.LoggedRequests write them.
locals {
  measured = {
    requests = { resource = "cloud_run_revision", labels = { route = "route", status = "status" } }
    jobs     = { resource = "cloud_run_job", labels = { job = "job", outcome = "outcome" } }
  }
}

resource "google_logging_metric" "measured" {
  for_each         = local.measured
  project          = var.project
  name             = "aureole/${each.key}"
  filter           = join(" AND ", concat(["resource.type = \"${each.value.resource}\"", "jsonPayload.millis >= 0"], [for field in values(each.value.labels) : "jsonPayload.${field}:*"]))
  value_extractor  = "EXTRACT(jsonPayload.millis)"
  label_extractors = { for label, field in each.value.labels : label => "EXTRACT(jsonPayload.${field})" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = "ms"
    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.key
        value_type = "STRING"
      }
    }
  }

  # From a millisecond to three hours.
  bucket_options {
    exponential_buckets {
      num_finite_buckets = 24
      growth_factor      = 2
      scale              = 1
    }
  }
}

resource "google_monitoring_dashboard" "party" {
  project = var.project
  dashboard_json = jsonencode({
    displayName = "Aureole"
    mosaicLayout = {
      columns = 12
      tiles = [
        for index, chart in [
          { title = "Requests", filter = "metric.type=\"run.googleapis.com/request_count\" resource.type=\"cloud_run_revision\"", aligner = "ALIGN_RATE" },
          { title = "Latency, 95th percentile", filter = "metric.type=\"run.googleapis.com/request_latencies\" resource.type=\"cloud_run_revision\"", aligner = "ALIGN_PERCENTILE_95" },
          { title = "Time by route, 95th percentile", filter = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.measured["requests"].name}\" resource.type=\"cloud_run_revision\"", aligner = "ALIGN_PERCENTILE_95" },
          { title = "Time of runs by job, 95th percentile", filter = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.measured["jobs"].name}\" resource.type=\"cloud_run_job\"", aligner = "ALIGN_PERCENTILE_95" },
          { title = "Running executions of the job", filter = "metric.type=\"run.googleapis.com/job/running_executions\" resource.type=\"cloud_run_job\"", aligner = "ALIGN_MAX" },
          { title = "Messages that wait", filter = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" resource.type=\"pubsub_subscription\"", aligner = "ALIGN_MAX" },
          ] : {
          xPos   = (index % 2) * 6
          yPos   = floor(index / 2) * 4
          width  = 6
          height = 4
          widget = {
            title = chart.title
            xyChart = {
              dataSets = [{
                timeSeriesQuery = {
                  timeSeriesFilter = {
                    filter = chart.filter
                    aggregation = {
                      alignmentPeriod  = "300s"
                      perSeriesAligner = chart.aligner
                    }
                  }
                }
              }]
            }
          }
        }
      ]
    }
  })
}

data "google_project" "project" {
  project_id = var.project
}

resource "google_billing_budget" "budget" {
  count           = var.billing_account == null ? 0 : 1
  billing_account = var.billing_account
  display_name    = "Aureole in ${var.project}"

  budget_filter {
    projects = ["projects/${data.google_project.project.number}"]
  }

  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  threshold_rules {
    threshold_percent = 0.5
  }
  threshold_rules {
    threshold_percent = 1.0
  }
}

output "dead_letters_filter" {
  description = "Of which subscriptions' dead letters the operator is told; null where there are none."
  value       = one(google_monitoring_alert_policy.dead_letters[*].conditions[0].condition_threshold[0].filter)
}
