"""The model endpoint as a service of this machine: started, looked at, stopped."""
