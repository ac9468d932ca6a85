terraform {
  required_version = ">= 1.7"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 7.33"
    }
  }
  # The state holds no secret, but keep it where it is kept safe and versioned: see infra/README.md.
  backend "local" {}
}

provider "google" {
  project               = var.project
  region                = var.region
  user_project_override = true
  billing_project       = var.project
}
