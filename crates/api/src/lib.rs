//! hyades-api.
