"""The desk: a local web application in which editors see what a day's article says, why, and whether it may go out.

    app        the whole as one Starlette application         site       what every view is given
    views/     one module per view: routes and plain data     workbench  a day at hand, written again at once
    safety     who may ask for what, before any view runs     watch      tells open pages what changed on disk
    logins     names, passwords and sessions                  serve      listens until Ctrl-C
    past       days told with these templates and others      spans      many of them, in a process of their own

A view is a few routes, a function that gives plain data, and a template of the same name in `templates/desk/`.
"""
