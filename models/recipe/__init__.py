"""How the embedded model is made: `python -m recipe COMMAND`, run from the folder `models`. README.md tells the rest.

What `pack.CODE` names also runs on a machine that has torch and numpy and nothing else of the project.
"""
