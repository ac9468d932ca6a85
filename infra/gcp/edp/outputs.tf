output "api_url" {
  description = "The data provider's API, for its operator."
  value       = module.party.api_url
}

output "messages_url" {
  description = "Where the Kingdom's topic pushes: messages_url in the Kingdom's parties."
  value       = module.party.messages_url
}

output "party_subject" {
  description = "The subject under which the data provider calls others, which they approve with its root."
  value       = module.party.party.unique_id
}

output "party_member" {
  description = "The member whom Duchies let through to their API: their peers."
  value       = "serviceAccount:${module.party.party.email}"
}

output "operator_job" {
  description = "The job with which the operator brings the tables and makes keys."
  value       = module.party.operator_job
}

output "events_bucket" {
  description = "Where event files are dropped."
  value       = module.events.name
}
