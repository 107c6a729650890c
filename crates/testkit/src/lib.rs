//! hyades-testkit.
