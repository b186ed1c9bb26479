"""What failed, from what somebody saw of it: clues, and a cause with what to do about it."""
