# A party's keys in Cloud KMS. No key material is ever in Terraform's state: keys are made in KMS and
# stay there, even when Terraform forgets them: without them nothing can be read that was encrypted.

variable "project" {
  type = string
}

variable "location" {
  description = "Where the keys are; the same region as the data that they encrypt."
  type        = string
}

variable "signs" {
  description = "Whether the party signs messages and opens what is sealed to it: every one but the Kingdom."
  type        = bool
}

variable "data_users" {
  description = "Members (serviceAccount:…) of Google's services that encrypt stored data."
  type        = map(string)
}

resource "google_kms_key_ring" "ring" {
  project  = var.project
  name     = "aureole"
  location = var.location
}

# Encrypts buckets and databases (CMEK).
resource "google_kms_crypto_key" "data" {
  name            = "data"
  key_ring        = google_kms_key_ring.ring.id
  rotation_period = "7776000s"
  deletion_policy = "ABANDON"
}

resource "google_kms_crypto_key_iam_member" "data" {
  for_each      = var.data_users
  crypto_key_id = google_kms_crypto_key.data.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value
}

# Encrypts the party's key records and the secrets of single computations.
resource "google_kms_crypto_key" "wrapping" {
  count           = var.signs ? 1 : 0
  name            = "wrapping"
  key_ring        = google_kms_key_ring.ring.id
  rotation_period = "7776000s"
  deletion_policy = "ABANDON"
}

# Versions are made by the operator's job, each with its certificate.
resource "google_kms_crypto_key" "asymmetric" {
  for_each                      = var.signs ? toset(["root", "signing"]) : toset([])
  name                          = each.key
  key_ring                      = google_kms_key_ring.ring.id
  purpose                       = "ASYMMETRIC_SIGN"
  skip_initial_version_creation = true

  version_template {
    algorithm        = "EC_SIGN_P256_SHA256"
    protection_level = "SOFTWARE"
  }
  deletion_policy = "ABANDON"
}

output "data" {
  description = "The key that encrypts stored data; usable once its users may use it."
  value       = google_kms_crypto_key.data.id
  depends_on  = [google_kms_crypto_key_iam_member.data]
}

output "wrapping" {
  value = one(google_kms_crypto_key.wrapping[*].id)
}

output "root" {
  value = try(google_kms_crypto_key.asymmetric["root"].id, null)
}

output "signing" {
  value = try(google_kms_crypto_key.asymmetric["signing"].id, null)
}
