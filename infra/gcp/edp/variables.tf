variable "project" {
  description = "The id of the party's Google Cloud project, which is for Aureole alone."
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

variable "name" {
  description = "The party's resource name: dataProviders/{id}."
  type        = string
  validation {
    condition     = can(regex("^dataProviders/[a-z0-9-]+$", var.name))
    error_message = "The name is dataProviders/{id}."
  }
}

variable "archive" {
  description = "The party's deployable archive, which mvn package builds."
  type        = string
  default     = "../../../functions/gcp/target/aureole-edp.zip"
}

variable "image" {
  description = "The job's container image, with its digest."
  type        = string
}

variable "operators" {
  description = "Who acts for the party's operator: the issuer and subject of their OIDC tokens."
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

variable "operator_members" {
  description = "Members (user:…) whom Cloud Run lets through to the API; the code checks each token again."
  type        = map(string)
  default     = {}
}

variable "kingdom" {
  description = "Outputs of the Kingdom's Terraform."
  type = object({
    url            = string
    pusher_subject = string
    pusher_member  = string
  })
}

variable "database_engine" {
  description = "spanner or postgresql."
  type        = string
  default     = "postgresql"
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

variable "job_cpu" {
  type    = string
  default = "4"
}

variable "job_memory" {
  type    = string
  default = "8Gi"
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

variable "kind" {
  description = "EVENT_DATA_PROVIDER or POPULATION_DATA_PROVIDER."
  type        = string
  default     = "EVENT_DATA_PROVIDER"
  validation {
    condition     = contains(["EVENT_DATA_PROVIDER", "POPULATION_DATA_PROVIDER"], var.kind)
    error_message = "kind must be EVENT_DATA_PROVIDER or POPULATION_DATA_PROVIDER."
  }
}

variable "population" {
  description = "populations/{id}: the population to which the provider's VIDs belong."
  type        = string
}

variable "uploaders" {
  description = "Members that drop event files into the bucket."
  type        = map(string)
  default     = {}
}

variable "policy" {
  description = <<-EOT
    What the provider answers (aureole.v1.AnswerPolicy), until its operator decides otherwise. The
    budget is what all answers to one consumer may reveal together of a person's events of a day;
    the usual reach and frequency (ε = 1 for each) fits into this one about forty times.
  EOT
  type        = any
  default = {
    noiseMechanisms            = ["DISCRETE_GAUSSIAN"]
    direct                     = true
    honestMajorityShareShuffle = true
    liquidLegionsV2            = true
    privacyBudget              = { epsilon = 10, delta = 0.000001 }
  }
}
