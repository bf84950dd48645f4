<?php
// Makes the shop's site where it is not there yet: what its owner once did by hand.
$socket = __DIR__ . '/database/socket';
for ( $tries = 0; ! file_exists( $socket ) && $tries < 300; $tries++ ) {
	usleep( 100_000 );
}
( new mysqli( 'localhost', 'wordpress', '', '', 0, $socket ) )->query( 'CREATE DATABASE IF NOT EXISTS wordpress' );

define( 'WP_INSTALLING', true );
require __DIR__ . '/debian/usr/share/wordpress/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
if ( is_blog_installed() ) {
	exit;
}
wp_install( 'Kestrel Chandlery', 'isolde', 'isolde@kestrel.example', true, '', 'halyard' );
switch_theme( 'kestrel' );
set_theme_mod( 'respect_user_color_preference', true );
update_option( 'permalink_structure', '/%postname%/' );
// Comments appear at once.
update_option( 'comment_previously_approved', 0 );
