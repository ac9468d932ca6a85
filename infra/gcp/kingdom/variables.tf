variable "project" {
  description = "The id of the market operator's Google Cloud project, which is for Aureole alone."
  type        = string
}

variable "region" {
  description = "Where everything runs and lies."
  type        = string
  default     = "europe-west1"
}

variable "market" {
  description = "The name of the market, as all of its parties write it."
  type        = string
}

variable "archive" {
  description = "The deployable archive of the Kingdom, which mvn package builds."
  type        = string
  default     = "../../../functions/gcp/target/aureole-kingdom.zip"
}

variable "image" {
  description = "The job's container image with its digest, for the migration of the database."
  type        = string
}

variable "operators" {
  description = "Who acts for the market operator: the issuer and subject of their OIDC tokens."
  type = map(object({
    issuer  = string
    subject = string
  }))
}

variable "issuers" {
  description = "Whose OIDC tokens are accepted beside Google's: the exact iss, and where the key set is."
  type = map(object({
    issuer      = string
    key_set_url = string
  }))
  default = {}
}

variable "parties" {
  description = <<-EOT
    The Duchies and data providers that are told of what awaits them, by resource name, such as
    duchies/worker1. Each gives the URL of its function for messages: an output of its own Terraform.
  EOT
  type = map(object({
    messages_url = string
  }))
  default = {}
  validation {
    condition     = alltrue([for name in keys(var.parties) : can(regex("^(duchies|dataProviders)/[a-z0-9-]+$", name))])
    error_message = "A party is named duchies/{id} or dataProviders/{id}."
  }
}

variable "webhooks" {
  description = <<-EOT
    Where consumers that registered with a webhook are told that a measurement has ended, by resource
    name, such as measurementConsumers/mc1. Each call comes with a token of the Kingdom's pusher, whose
    audience is that URL.
  EOT
  type        = map(string)
  default     = {}
  validation {
    condition     = alltrue([for name in keys(var.webhooks) : can(regex("^measurementConsumers/[a-z0-9-]+$", name))])
    error_message = "A consumer is named measurementConsumers/{id}."
  }
  validation {
    condition     = alltrue([for url in values(var.webhooks) : startswith(url, "https://")])
    error_message = "A webhook is an https URL: a token goes there."
  }
}

variable "collusion_resistance_demanded" {
  description = "Whether every Measurement of several data providers must resist the collusion of all Duchies but one."
  type        = bool
  default     = false
}

variable "database_engine" {
  description = "spanner or postgresql."
  type        = string
  default     = "spanner"
}

variable "database_tier" {
  description = "The machine of Cloud SQL, where that is the database; db-f1-micro costs least, and Google promises nothing for it."
  type        = string
  default     = "db-custom-1-3840"
}

variable "database_processing_units" {
  description = "What Spanner computes with, where that is the database; 100 is the least."
  type        = number
  default     = 100
}

variable "retention_days" {
  description = "How long a Measurement is kept once it has ended, with its results and timeline; null for ever."
  type        = number
  default     = null
  validation {
    condition     = var.retention_days == null || try(var.retention_days >= 7 && var.retention_days <= 36500 && floor(var.retention_days) == var.retention_days, false)
    error_message = "retention_days must be a whole number from 7 to 36500."
  }
}

variable "traces" {
  description = "Whether every call and every run of a job becomes a span in Cloud Trace."
  type        = bool
  default     = false
}

variable "alert_email" {
  description = "Who is told of what does not mend itself."
  type        = string
}

variable "billing_account" {
  description = "The billing account, for a budget alert; null for none."
  type        = string
  default     = null
}

variable "monthly_budget" {
  description = "What a month may cost before a mail says so, in the billing account's currency."
  type        = number
  default     = 200
}

variable "deletion_protection" {
  description = "Set to false, and applied, before terraform destroy."
  type        = bool
  default     = true
}
