//! hyades-planning.
