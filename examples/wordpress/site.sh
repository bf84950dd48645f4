# WordPress as Debian packages it, on PHP's own web server and a MariaDB of its own that listens on a socket in this folder.
set -eu
cd "$(dirname "$0")"
wordpress=debian/usr/share/wordpress
mkdir -p database
chmod 700 database
mariadbd --no-defaults --user="$(id -un)" --datadir="$PWD/database" --socket="$PWD/database/socket" \
  --skip-networking --skip-grant-tables &
cp wp-config.php $wordpress/
cp -R theme $wordpress/wp-content/themes/kestrel
php set-up.php
PHP_CLI_SERVER_WORKERS=6 exec php -d upload_max_filesize=8M -S "127.0.0.1:${SITE_PORT:-8080}" -t $wordpress
