# A topic whose messages are pushed to one function, and the dead letters of what it did not take.

variable "project" {
  type = string
}

variable "id" {
  description = "The topic's id, such as duchies.worker1."
  type        = string
}

variable "publishers" {
  description = "Members that publish."
  type        = map(string)
}

variable "endpoint" {
  description = "Where messages are pushed to."
  type        = string
}

variable "audience" {
  description = "The audience of the tokens that go with them: the function's URL."
  type        = string
}

variable "pusher" {
  description = "The e-mail address of the service account as which they are pushed."
  type        = string
}

variable "operator" {
  description = "The member that has dead letters delivered once more."
  type        = string
}

variable "pubsub_account" {
  description = "The member as which Pub/Sub itself works in this project."
  type        = string
}

variable "kms_key" {
  type = string
}

locals {
  month = "2678400s"
}

resource "google_pubsub_topic" "topic" {
  project                    = var.project
  name                       = var.id
  kms_key_name               = var.kms_key
  message_retention_duration = local.month
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = var.publishers
  project  = var.project
  topic    = google_pubsub_topic.topic.name
  role     = "roles/pubsub.publisher"
  member   = each.value
}

resource "google_pubsub_topic" "dead" {
  project                    = var.project
  name                       = "${var.id}.dead"
  kms_key_name               = var.kms_key
  message_retention_duration = local.month
}

resource "google_pubsub_topic_iam_member" "dead" {
  project = var.project
  topic   = google_pubsub_topic.dead.name
  role    = "roles/pubsub.publisher"
  member  = var.pubsub_account
}

# Keeps dead letters until they are redriven or a month has passed.
resource "google_pubsub_subscription" "dead" {
  project                    = var.project
  name                       = "${var.id}.dead"
  topic                      = google_pubsub_topic.dead.id
  message_retention_duration = local.month
  ack_deadline_seconds       = 600

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_subscription" "push" {
  project                    = var.project
  name                       = "${var.id}.push"
  topic                      = google_pubsub_topic.topic.id
  message_retention_duration = local.month
  ack_deadline_seconds       = 90

  push_config {
    push_endpoint = var.endpoint
    oidc_token {
      service_account_email = var.pusher
      audience              = var.audience
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead.id
    max_delivery_attempts = 100
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [google_pubsub_topic_iam_member.dead]
}

# To move what was not taken, Pub/Sub takes it from the subscription itself.
resource "google_pubsub_subscription_iam_member" "moves" {
  project      = var.project
  subscription = google_pubsub_subscription.push.name
  role         = "roles/pubsub.subscriber"
  member       = var.pubsub_account
}

# The operator's job publishes dead letters to the topic again.
resource "google_pubsub_topic_iam_member" "redrives" {
  project = var.project
  topic   = google_pubsub_topic.topic.name
  role    = "roles/pubsub.publisher"
  member  = var.operator
}

resource "google_pubsub_subscription_iam_member" "redrives" {
  project      = var.project
  subscription = google_pubsub_subscription.dead.name
  role         = "roles/pubsub.subscriber"
  member       = var.operator
}

output "topic" {
  value = google_pubsub_topic.topic.id
}

output "dead_subscription" {
  value = google_pubsub_subscription.dead.name
}

output "endpoint" {
  value = google_pubsub_subscription.push.push_config[0].push_endpoint
}

output "audience" {
  value = google_pubsub_subscription.push.push_config[0].oidc_token[0].audience
}
