mock_provider "google" {}

variables {
  project        = "p"
  id             = "duchies.worker1"
  publishers     = { api = "serviceAccount:api@p.iam.gserviceaccount.com" }
  endpoint       = "https://messages.example/v1/messages:kingdom"
  audience       = "https://messages.example"
  pusher         = "kingdom-push@p.iam.gserviceaccount.com"
  operator       = "serviceAccount:operator@p.iam.gserviceaccount.com"
  pubsub_account = "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
  kms_key        = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
}

run "what_is_not_taken_becomes_a_dead_letter_that_stays" {
  assert {
    condition     = google_pubsub_subscription.push.dead_letter_policy[0].dead_letter_topic == google_pubsub_topic.dead.id
    error_message = "messages that are not taken are lost"
  }
  assert {
    condition     = google_pubsub_subscription.dead.topic == google_pubsub_topic.dead.id
    error_message = "nobody keeps the dead letters"
  }
  assert {
    condition     = google_pubsub_topic_iam_member.dead.member == var.pubsub_account && google_pubsub_topic_iam_member.dead.role == "roles/pubsub.publisher"
    error_message = "Pub/Sub may not move dead letters to their topic"
  }
  assert {
    condition     = google_pubsub_subscription_iam_member.moves.role == "roles/pubsub.subscriber"
    error_message = "Pub/Sub may not take dead letters from the subscription"
  }
  assert {
    condition     = google_pubsub_subscription.push.expiration_policy[0].ttl == "" && google_pubsub_subscription.dead.expiration_policy[0].ttl == ""
    error_message = "a subscription of a quiet market would expire"
  }
}

run "the_operator_redrives" {
  assert {
    condition     = google_pubsub_subscription_iam_member.redrives.member == var.operator && google_pubsub_subscription_iam_member.redrives.role == "roles/pubsub.subscriber"
    error_message = "the operator's job may not take dead letters"
  }
  assert {
    condition     = google_pubsub_subscription_iam_member.redrives.subscription == google_pubsub_subscription.dead.name
    error_message = "the operator's job could take messages that are no dead letters"
  }
}

run "each_push_carries_a_token_for_its_receiver" {
  assert {
    condition     = google_pubsub_subscription.push.push_config[0].oidc_token[0].audience == var.audience
    error_message = "the token is not for the receiver"
  }
  assert {
    condition     = google_pubsub_subscription.push.push_config[0].oidc_token[0].service_account_email == var.pusher
    error_message = "the token is not the pusher's"
  }
}
