output "url" {
  description = "The Kingdom's API: every other party's kingdom_url."
  value       = module.api.url
}

output "pusher_subject" {
  description = "The subject under which the Kingdom's topics push: every other party's kingdom_pusher_subject."
  value       = google_service_account.push.unique_id
}

output "pusher_member" {
  description = "The member whom other parties let call their function for messages: kingdom_pusher_member."
  value       = "serviceAccount:${google_service_account.push.email}"
}

output "operator_job" {
  description = "The job with which the operator brings the tables and redrives dead letters."
  value       = module.operator.id
}
