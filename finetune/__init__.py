"""SFT and DPO on the pairs of the auditor. Nothing heavy is imported with it."""
