//! Layers wrap a service and are services themselves.
