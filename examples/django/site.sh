# Debian's Django, with SQLite. Another Python on the path would not find it.
set -eu
cd "$(dirname "$0")"
python=/usr/bin/python3
$python manage.py migrate --verbosity 0
DJANGO_SUPERUSER_PASSWORD=capstan $python manage.py createsuperuser --noinput \
  --username ruadh --email ruadh@harbour.example || true
exec $python manage.py runserver --noreload --insecure "127.0.0.1:${SITE_PORT:-8000}"
