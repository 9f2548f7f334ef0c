"""Actions on meetings and agreements; import a verb from the module of its noun."""
