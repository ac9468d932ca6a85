# Lets functions and jobs send spans to Cloud Trace, by OpenTelemetry's protocol.

variable "project" {
  type = string
}

variable "accounts" {
  description = "The e-mail addresses of the service accounts that send."
  type        = map(string)
}

resource "google_project_service" "telemetry" {
  project            = var.project
  service            = "telemetry.googleapis.com"
  disable_on_destroy = false
}

resource "google_project_iam_member" "writes" {
  for_each = var.accounts
  project  = var.project
  role     = "roles/telemetry.tracesWriter"
  member   = "serviceAccount:${each.value}"
}

# Whose project the calls count for.
resource "google_project_iam_member" "uses" {
  for_each = var.accounts
  project  = var.project
  role     = "roles/serviceusage.serviceUsageConsumer"
  member   = "serviceAccount:${each.value}"
}

output "writers" {
  description = "Who may write spans."
  value       = toset([for grant in google_project_iam_member.writes : grant.member])
}
