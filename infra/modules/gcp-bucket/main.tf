# One bucket: nobody outside the project, one way to say who may do what, encrypted with the party's
# own key.

variable "project" {
  type = string
}

variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "kms_key" {
  type = string
}

variable "keeps_deleted" {
  description = <<-EOT
    Whether what is deleted can be had back for a week. False where shares, answers or keys lie: what
    is destroyed there must be gone.
  EOT
  type        = bool
}

variable "delete_after_days" {
  description = "Objects older than that are deleted, whatever forgot them; 0 for never."
  type        = number
  default     = 0
}

variable "access" {
  description = "Who may do what: a list of { role, member }, each with a name that says why."
  type = map(object({
    role   = string
    member = string
  }))
}

resource "google_storage_bucket" "bucket" {
  project                     = var.project
  name                        = var.name
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = false
  }

  soft_delete_policy {
    retention_duration_seconds = var.keeps_deleted ? 604800 : 0
  }

  encryption {
    default_kms_key_name = var.kms_key
  }

  dynamic "lifecycle_rule" {
    for_each = var.delete_after_days > 0 ? [var.delete_after_days] : []
    content {
      condition {
        age = lifecycle_rule.value
      }
      action {
        type = "Delete"
      }
    }
  }
}

resource "google_storage_bucket_iam_member" "access" {
  for_each = var.access
  bucket   = google_storage_bucket.bucket.name
  role     = each.value.role
  member   = each.value.member
}

output "name" {
  value = google_storage_bucket.bucket.name
}

output "grants" {
  description = "Who may do what, as \"role member\"."
  value       = [for grant in google_storage_bucket_iam_member.access : "${grant.role} ${grant.member}"]
}

output "deletes_for_good" {
  description = "Whether nothing that is deleted can be had back."
  value = (
    !google_storage_bucket.bucket.versioning[0].enabled &&
    google_storage_bucket.bucket.soft_delete_policy[0].retention_duration_seconds == 0
  )
}
