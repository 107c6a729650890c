//! hyades-iam.
