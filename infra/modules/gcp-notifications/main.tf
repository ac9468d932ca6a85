# Tells a function of every object that is stored in, or deleted from, a bucket.

variable "project" {
  type = string
}

variable "bucket" {
  type = string
}

variable "function_url" {
  type = string
}

variable "pusher" {
  description = "The e-mail address of the service account as which it is told."
  type        = string
}

variable "storage_account" {
  type = string
}

variable "operator" {
  description = "The member that has dead letters delivered once more."
  type        = string
}

variable "pubsub_account" {
  type = string
}

variable "kms_key" {
  type = string
}

variable "events" {
  type    = list(string)
  default = ["OBJECT_FINALIZE"]
}

module "topic" {
  source         = "../gcp-topic"
  project        = var.project
  id             = "objects.${var.bucket}"
  publishers     = { storage = var.storage_account }
  endpoint       = "${var.function_url}/v1/messages:storage"
  audience       = var.function_url
  pusher         = var.pusher
  operator       = var.operator
  pubsub_account = var.pubsub_account
  kms_key        = var.kms_key
}

resource "google_storage_notification" "notification" {
  bucket         = var.bucket
  topic          = module.topic.topic
  payload_format = "NONE"
  event_types    = var.events
  depends_on     = [module.topic]
}

output "dead_subscription" {
  value = module.topic.dead_subscription
}
