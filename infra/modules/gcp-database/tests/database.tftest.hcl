mock_provider "google" {}

variables {
  project = "p"
  region  = "europe-west1"
  engine  = "spanner"

  processing_units = 300
  tier             = "db-custom-2-7680"

  kms_key = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
  users   = { api = "api@p.iam.gserviceaccount.com" }
  owner   = "operator@p.iam.gserviceaccount.com"
}

run "spanner" {
  assert {
    condition     = google_spanner_database.database[0].database_dialect == "POSTGRESQL"
    error_message = "the dialect is another"
  }
  assert {
    condition     = google_spanner_database.database[0].deletion_protection && google_spanner_database.database[0].enable_drop_protection
    error_message = "the database could be deleted by mistake"
  }
  assert {
    condition     = google_spanner_database_iam_member.user["api"].role == "roles/spanner.databaseUser"
    error_message = "a function may do more than read and write"
  }
  assert {
    condition     = startswith(output.address["api"], "jdbc:cloudspanner:/")
    error_message = "the address is not Spanner's"
  }
  assert {
    condition     = google_spanner_instance.instance[0].processing_units == 300
    error_message = "it is of another size"
  }
  assert {
    condition     = length(google_sql_database_instance.instance) == 0
    error_message = "a second database is paid for"
  }
}

run "postgresql" {
  variables {
    engine = "postgresql"
  }
  assert {
    condition     = google_sql_database_instance.instance[0].deletion_protection && google_sql_database_instance.instance[0].settings[0].deletion_protection_enabled
    error_message = "the database could be deleted by mistake"
  }
  assert {
    condition     = google_sql_database_instance.instance[0].settings[0].tier == "db-custom-2-7680"
    error_message = "it runs on another machine"
  }
  assert {
    condition     = alltrue([for user in google_sql_user.account : user.type == "CLOUD_IAM_SERVICE_ACCOUNT" && user.password == null])
    error_message = "a user logs in with a password"
  }
  assert {
    condition     = [for key, user in google_sql_user.account : key if user.database_roles != null] == ["owner"]
    error_message = "others than the owner may change the schema, or nobody may"
  }
  assert {
    condition     = alltrue([for address in values(output.address) : !strcontains(address, "password")])
    error_message = "an address holds a password"
  }
  assert {
    condition     = strcontains(output.address["api"], "user=api@p.iam")
    error_message = "the function does not log in as itself"
  }
  assert {
    condition     = length(google_spanner_instance.instance) == 0
    error_message = "a second database is paid for"
  }
}

run "another_engine_is_refused" {
  command = plan
  variables {
    engine = "mysql"
  }
  expect_failures = [var.engine]
}
