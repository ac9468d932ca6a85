output "api_url" {
  description = "The Duchy's API, which it registers at the Kingdom."
  value       = module.party.api_url
}

output "messages_url" {
  description = "Where the Kingdom's topic pushes: messages_url in the Kingdom's parties."
  value       = module.party.messages_url
}

output "party_subject" {
  description = "The subject under which the Duchy calls others, which they approve with its root."
  value       = module.party.party.unique_id
}

output "party_member" {
  description = "The member whom other Duchies let through to their API: their peers."
  value       = "serviceAccount:${module.party.party.email}"
}

output "operator_job" {
  description = "The job with which the operator brings the tables and makes keys."
  value       = module.party.operator_job
}
