"""Models with random weights, a few MB each: they show that the endpoint works, not what to say."""
