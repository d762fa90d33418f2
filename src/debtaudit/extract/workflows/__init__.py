"""What starts programs outside Python: CI files, pipelines, Makefiles, shell scripts, images."""
