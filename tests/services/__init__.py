"""What tests need beside newsgen: servers of their own, started and stopped by the tests."""
