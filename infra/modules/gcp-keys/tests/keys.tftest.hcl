mock_provider "google" {}

variables {
  project    = "p"
  location   = "europe-west1"
  signs      = true
  data_users = { storage = "serviceAccount:storage@p.iam.gserviceaccount.com" }
}

run "keys_of_a_party" {
  assert {
    condition = alltrue([
      for key in google_kms_crypto_key.asymmetric :
      key.purpose == "ASYMMETRIC_SIGN" && one(key.version_template).algorithm == "EC_SIGN_P256_SHA256" && key.skip_initial_version_creation
    ])
    error_message = "signing keys are not on P-256, or come without a certificate"
  }
  assert {
    condition     = google_kms_crypto_key.data.rotation_period != null && one(google_kms_crypto_key.wrapping).rotation_period != null
    error_message = "a key that encrypts is never rotated"
  }
  assert {
    condition = alltrue([
      for key in concat([google_kms_crypto_key.data, one(google_kms_crypto_key.wrapping)], values(google_kms_crypto_key.asymmetric)) :
      key.deletion_policy == "ABANDON"
    ])
    error_message = "terraform destroy would make everything unreadable that was encrypted"
  }
  assert {
    condition     = output.root != null && output.signing != null && output.wrapping != null
    error_message = "a key is missing"
  }
}

run "the_kingdom_signs_nothing" {
  variables {
    signs = false
  }
  assert {
    condition     = length(google_kms_crypto_key.asymmetric) == 0 && length(google_kms_crypto_key.wrapping) == 0
    error_message = "keys are made that nobody uses"
  }
}
