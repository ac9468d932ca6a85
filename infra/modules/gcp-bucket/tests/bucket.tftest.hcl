mock_provider "google" {}

variables {
  project       = "p"
  name          = "b"
  location      = "europe-west1"
  kms_key       = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
  keeps_deleted = false
  access = {
    job = { role = "roles/storage.objectUser", member = "serviceAccount:job@p.iam.gserviceaccount.com" }
  }
}

run "nobody_from_outside" {
  assert {
    condition     = google_storage_bucket.bucket.public_access_prevention == "enforced"
    error_message = "the bucket could be made public"
  }
  assert {
    condition     = google_storage_bucket.bucket.uniform_bucket_level_access
    error_message = "single objects could be shared"
  }
  assert {
    condition     = google_storage_bucket.bucket.encryption[0].default_kms_key_name == var.kms_key
    error_message = "the bucket is not encrypted with the party's key"
  }
  assert {
    condition     = !google_storage_bucket.bucket.force_destroy
    error_message = "terraform destroy would take objects along"
  }
}

run "what_is_destroyed_is_gone" {
  assert {
    condition     = output.deletes_for_good
    error_message = "destroyed shares could be had back"
  }
}

run "what_is_deleted_by_mistake_can_be_had_back_where_that_is_wanted" {
  variables {
    keeps_deleted = true
  }
  assert {
    condition     = google_storage_bucket.bucket.soft_delete_policy[0].retention_duration_seconds == 604800
    error_message = "event files are not kept for a week"
  }
}

run "old_objects_are_forgotten" {
  variables {
    delete_after_days = 60
  }
  assert {
    condition = anytrue([
      for rule in google_storage_bucket.bucket.lifecycle_rule :
      one(rule.condition).age == 60 && one(rule.action).type == "Delete"
    ])
    error_message = "what everybody forgot would lie for ever"
  }
}
