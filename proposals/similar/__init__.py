"""Proposals that are close to what somebody is writing: found, shown, answered (ADR 0026)."""
