# Each address that somebody in the invented practice finds, in the browser: all rules of axe in both schemes and widths.
GOLDTHREAD_PAGES=all GOLDTHREAD_WEB_SECONDS=7200
export GOLDTHREAD_PAGES GOLDTHREAD_WEB_SECONDS
exec sh tests/web/web.sh "$1" pages
