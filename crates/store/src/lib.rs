//! hyades-store.
