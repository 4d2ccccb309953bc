"""The doors of the FastAPI app, one file for each noun; `app.create_app` mounts them."""
